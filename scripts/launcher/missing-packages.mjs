/**
 * Gives the places in node_modules at which the lockfile wants a package that is not there, or is there in another
 * version. An optional package may be absent: it is for another platform.
 *
 * @param {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }>} wanted
 *   `packages` of package-lock.json
 * @param {Record<string, { version?: string }>} found `packages` of node_modules/.package-lock.json
 * @returns {string[]}
 */
export function missingPackages(wanted, found) {
  return Object.entries(wanted).flatMap(([path, { version, optional, devOptional, peer, link }]) => {
    if (path === "" || link) return [];
    const there = found[path];
    const isMissing = there === undefined ? !(optional || devOptional || peer) : there.version !== version;
    return isMissing ? [path] : [];
  });
}

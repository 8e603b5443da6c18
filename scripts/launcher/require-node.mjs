/**
 * Tells whether this Node can run the launcher; otherwise says so in one sentence and sets the exit code to 1.
 *
 * In syntax that old versions of Node can read.
 * @param {string} version such as "20.11.0"
 * @returns {boolean}
 */
export function requireNode(version) {
  if (Number(version.split(".")[0]) >= 20) return true;
  process.stderr.write("Latchkey needs Node 20 or newer, and this is Node " + version + ": install Node 24.\n");
  process.exitCode = 1;
  return false;
}

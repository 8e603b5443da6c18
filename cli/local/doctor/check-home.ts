import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf, type Finding, type Patient } from "#cli/local/doctor/finding.ts";

/** Looks at the home: is it there, is it closed to others, does its instance run. */
export async function checkHome({ settings, instance }: Patient): Promise<Finding[]> {
  const home = settings.LATCHKEY_HOME;
  const subject = "home";
  const found = await lstat(home).catch(() => null);
  if (found === null) {
    const cure = "Run npm start, or set LATCHKEY_HOME to the home of the instance you mean.";
    return [{ level: "fail", subject, message: `${home} does not exist`, cure }];
  }
  if (instance === null) return [{ level: "ok", subject, message: `${home}, no embedded instance` }];
  return [
    runningFinding(instance.supervisorPid, home),
    noticeFinding(instance.embeddedIssuer),
    ...(await checkSecrets(home)),
  ];
}

function runningFinding(pid: number, home: string): Finding {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs as another user.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") {
      return {
        level: "warn",
        subject: "home",
        message: `${home}, its instance is not running`,
        cure: "Run npm start.",
      };
    }
  }
  return { level: "ok", subject: "home", message: `${home}, its instance runs as process ${pid}` };
}

function noticeFinding(embeddedIssuer: boolean): Finding {
  const issuer = embeddedIssuer ? " and anybody on it can sign in as anybody" : "";
  return {
    level: "warn",
    subject: "embedded mode",
    message: `all processes share one machine and user${issuer}: for evaluation and development`,
    cure: "For production follow docs/runbooks/first-hour.md.",
  };
}

/** Every file below `secrets/` is its owner's alone. */
async function checkSecrets(home: string): Promise<Finding[]> {
  const directory = join(home, "secrets");
  const subject = "secrets";
  try {
    const files = (await readdir(directory)).map((name) => join(directory, name));
    const modes = await Promise.all(
      [directory, ...files].map(async (path) => ({ path, mode: (await lstat(path)).mode })),
    );
    const open = modes.filter(({ mode }) => (mode & 0o077) !== 0).map(({ path }) => path);
    if (open.length === 0)
      return [{ level: "ok", subject, message: `${files.length} files, readable by their owner only` }];
    const cure = `chmod 0700 ${directory}; chmod 0400 ${directory}/*; and replace what others may have read.`;
    return [{ level: "fail", subject, message: `others can reach ${open.join(", ")}`, cure }];
  } catch (error) {
    const cure = "Run this as the user that started Latchkey.";
    return [{ level: "fail", subject, message: `${directory} cannot be read: ${reasonOf(error)}`, cure }];
  }
}

// Limits of the system that notebooks and reloading servers meet: open files, watched files, hidden processes.

import type { Diagnosis } from "./diagnosis.ts";
import { finding, type Finding } from "./finding.ts";

const FEW_FILES = 1024;
const FEW_WATCHES = 16_384;
const FEW_WATCHERS = 64;

const few = (value: number | null, enough: number): value is number => value !== null && value < enough;

export const findLimitTrouble = ({ symptoms }: Diagnosis): readonly Finding[] => {
  const { openFiles, watches, watchers } = symptoms.limits;
  return [
    ...(symptoms.tellsProcesses ? [] : [HIDDEN]),
    ...(few(openFiles, FEW_FILES)
      ? [
          finding("open-files", "hinders", {
            message: `a process may open only ${openFiles} files: a notebook server needs more`,
            fix: "raise it in this terminal: `ulimit -n 4096`",
          }),
        ]
      : []),
    ...(few(watches, FEW_WATCHES)
      ? [tooFewWatches(`only ${watches} files can be watched for changes`, "max_user_watches=524288")]
      : []),
    ...(few(watchers, FEW_WATCHERS)
      ? [tooFewWatches(`only ${watchers} programs can watch for changes`, "max_user_instances=512")]
      : []),
  ];
};

const HIDDEN = finding("no-proc", "stops", {
  message: "there is no `/proc` here, so jig cannot see which processes are its own",
  fix: "mount it: `mount -t proc proc /proc`",
});

const tooFewWatches = (message: string, setting: string): Finding =>
  finding("few-watches", "hinders", {
    message: `${message}: servers that reload by themselves may not start`,
    fix: `raise it: \`sudo sysctl fs.inotify.${setting}\``,
  });

// What became of a merge conflict in jig.lock, for people.

import type { Lock } from "../../plan/lock/lock.ts";
import type { MendedLock } from "../../plan/lock/mend-lock.ts";
import { visibleText } from "../text/visible-text.ts";

const MOST = 8;

/** One line. @param lock the one that was made of both sides */
export const sayMended = ({ choices, isWhole }: MendedLock, lock: Lock): string => {
  const chosen = choices.map(({ name, versions }) => {
    const version = lock.packages.find((item) => item.name === name)?.version;
    const shown = [...versions, ...(version === undefined || versions.includes(version) ? [] : [version])];
    const others = shown.filter((each) => each !== version).map((each) => visibleText(each));
    return version === undefined
      ? `${visibleText(name)} is not needed`
      : `${visibleText(name)} ${visibleText(version)} (not ${others.join(" or ")})`;
  });
  const rest = chosen.length > MOST ? ` and ${chosen.length - MOST} more` : "";
  const taken = chosen.length === 0 ? "" : `; taken: ${chosen.slice(0, MOST).join(", ")}${rest}`;
  if (!isWhole)
    return `note: jig.lock had what is left of a merge conflict, and it does not say all that the two sides were${taken}; \`git diff jig.lock\` shows what became of it`;
  return taken === ""
    ? "note: jig.lock had a merge conflict; both sides agreed on every version"
    : `note: jig.lock had a merge conflict${taken}`;
};

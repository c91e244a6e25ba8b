// What is said when no file of a package has a hash that its line lists. It decides nothing.

import type { Place } from "../../base/place.ts";
import type { Words } from "./failure-words.ts";
import type { HashesUnmet } from "../realize-failure.ts";

/** @param failure has at least one package */
export const explainHashes = ({ packages }: HashesUnmet): Words => {
  const [first, ...others] = packages;
  const [place = null, ...more] = first?.places ?? [];
  return {
    message: first === undefined ? "" : say(first),
    place,
    detail: [
      ...more.map((each) => `hashes are listed at ${at(each)}, too`),
      ...others.map((each) => `${say(each)} (${each.places.map((line) => at(line)).join(", ")})`),
    ],
    hint: "`uv pip compile --generate-hashes` writes those of the version that is meant; if they are right as they stand, the index serves another file: do not use it before you know why",
  };
};

const say = ({ name, version }: HashesUnmet["packages"][number]): string =>
  `no file of \`${version === "" ? name : `${name} ${version}`}\` has a hash that its line lists`;

const at = ({ file, line }: Place): string => `${file}:${line}`;

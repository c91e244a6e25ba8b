// What `add` and `remove` did to the lists of packages, and packages that are in no list, a line each.

import type { PackageChange } from "../../edit/change-packages.ts";
import { visibleText } from "../text/visible-text.ts";

const WORDS: { readonly [Kind in PackageChange["kind"]]: string } = {
  added: "added to",
  changed: "changed at",
  removed: "taken out of",
  there: "is there already:",
};

/** `pandas added to requirements.txt:3`. */
export const sayPackageChange = ({ kind, requirement, place }: PackageChange): string =>
  `${visibleText(requirement)} ${WORDS[kind]} ${visibleText(place.file)}:${place.line}`;

/** `add` or `remove` failed. */
export const nothingChanged = "nothing was changed: the project's files and jig.lock are as they were";

/** The same, when packages that had been installed or taken out by then could not be put back. */
export const packagesChanged =
  "the project's files and jig.lock are as they were; .venv is not: `jig sync` puts its packages back";

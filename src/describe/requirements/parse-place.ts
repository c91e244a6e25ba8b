// A requirement that names a place instead of versions: a folder, a repository, an address of an archive. Pure: whether the
// place is there is not known here, and what a folder's package is called is for others to look up.

import { decodePercent } from "../../base/decode-percent.ts";
import { brokenMarker } from "./check-requirement.ts";
import { secretProblem } from "./secret-problem.ts";
import { quote } from "../words.ts";
import { fail, ok, type Result } from "../../base/result.ts";

export interface PlaceRequirement {
  /** As written; null when the text does not say. */
  readonly name: string | null;
  readonly extras: readonly string[];
  /** A PEP 508 marker. */
  readonly marker: string | null;
  readonly origin: Origin;
}

export type Origin =
  /** `path` is as written. */
  | { readonly kind: "folder"; readonly path: string; readonly isEditable: boolean }
  /** `reference` is a branch, a tag or a commit; null: the repository's own choice. */
  | {
      readonly kind: "repository";
      readonly url: string;
      readonly reference: string | null;
      readonly subdirectory: string | null;
    }
  | { readonly kind: "address"; readonly url: string }
  /** A wheel's file. `path` is as written. */
  | { readonly kind: "archive"; readonly path: string };

interface Trouble {
  readonly message: string;
  readonly hint: string;
}

/** Reads `-e ./lib[dev]`, `name @ git+https://…@v1`, `https://…/name-1.0-py3-none-any.whl` and their like. */
export const parsePlace = (written: string): Result<PlaceRequirement, Trouble> => {
  const secret = secretProblem(written);
  if (secret !== null) return fail(secret);
  const isEditable = EDITABLE.test(written);
  const text = written.replace(EDITABLE, "").trim();
  const [, spec = text, marker = ""] = /^(.*?)\s*;\s*(.*)$/s.exec(text) ?? [];
  const [, name, extras = "", target = spec.trim()] =
    /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*@\s*(\S.*)$/s.exec(spec.trim()) ?? [];
  const known = { name: name ?? null, extras: listOf(extras), marker: marker === "" ? null : marker.trim() };
  const broken = brokenMarker(written, known.marker);
  if (broken !== null) return fail(broken);
  return placeAt(target, { ...known, isEditable }, written);
};

const placeAt = (
  target: string,
  { isEditable, ...known }: Known & { readonly isEditable: boolean },
  written: string,
): Result<PlaceRequirement, Trouble> => {
  if (/\s|[\p{Cc}"'\\]/u.test(target)) return fail(unclear(written));
  if (/^(?:git|hg|svn|bzr)\+/.test(target)) return repository(target, known, written);
  if (/^https?:\/\//.test(target)) return address(target, known, written);
  if (/^[A-Za-z][\w+.-]*:/.test(target) && !target.startsWith("file:")) return fail(unclear(written));
  return folder(target, { ...known, isEditable }, written);
};

const EDITABLE = /^(?:-e|--editable)(?:\s*=\s*|\s+|(?=[^-\s=]))/;

type Known = Pick<PlaceRequirement, "name" | "extras" | "marker">;

const listOf = (extras: string): readonly string[] =>
  extras
    .replaceAll(/^\[|\]$/g, "")
    .split(",")
    .flatMap((extra) => (extra.trim() === "" ? [] : [extra.trim()]));

const repository = (target: string, known: Known, written: string): Result<PlaceRequirement, Trouble> => {
  const [, kind, rest = "", fragment = ""] = /^(\w+)\+([^#]*)(?:#(.*))?$/.exec(target) ?? [];
  if (kind !== "git" || !/^(?:https?|ssh|git|file):\/\/\S/.test(rest)) {
    return fail({
      message: `${quote(written)} is in no repository that can be asked`,
      hint: "git over https, ssh or a path is understood: `name @ git+https://…/name.git@v1.0`",
    });
  }
  const values = new URLSearchParams(fragment);
  const name = known.name ?? values.get("egg")?.replace(/\[.*$/, "") ?? null;
  if (name === null) return fail(unnamed(written, `NAME @ ${target}`));
  // An `@` before the last slash is of the user's name, not of a branch.
  const at = rest.lastIndexOf("@");
  const isReference = at > rest.indexOf("://") + 2 && at > rest.indexOf("/", rest.indexOf("://") + 3);
  return ok({
    ...known,
    name,
    origin: {
      kind: "repository",
      url: isReference ? rest.slice(0, at) : rest,
      reference: isReference ? rest.slice(at + 1) : null,
      subdirectory: values.get("subdirectory"),
    },
  });
};

const address = (target: string, known: Known, written: string): Result<PlaceRequirement, Trouble> => {
  const file = decodePercent(/([^/?#]*)(?:[?#].*)?$/.exec(target)?.[1] ?? "");
  const name = known.name ?? (file.endsWith(".whl") ? (/^([^-]+)-/.exec(file)?.[1] ?? null) : null);
  return name === null
    ? fail(unnamed(written, `NAME @ ${target}`))
    : ok({ ...known, name, origin: { kind: "address", url: target.replace(/#.*$/, "") } });
};

const folder = (
  target: string,
  { isEditable, ...known }: Known & { readonly isEditable: boolean },
  written: string,
): Result<PlaceRequirement, Trouble> => {
  const [, bare = "", extras = ""] = /^(.*?)(\[[^\]]*\])?(?:#.*)?$/.exec(target) ?? [];
  const path = bare.replace(/^file:(?:\/\/(?=\/))?/, "");
  if (path === "") return fail(unclear(written));
  if (path.endsWith(".whl") && !isEditable && extras === "") return wheel(path, known, written);
  if (/\.(?:whl|zip|tar\.gz|tgz|tar\.bz2|tar\.xz)$/.test(path)) {
    return fail({
      message: `${quote(written)} is an archive that has to be built, which a lock for all machines cannot hold`,
      hint: "build a wheel of it (`pip wheel`), and name that; or name its folder with `UV_FIND_LINKS`, and here the package and its version",
    });
  }
  return ok({
    ...known,
    extras: [...known.extras, ...listOf(extras)],
    origin: { kind: "folder", path, isEditable },
  });
};

/** One of the project's own: other clones have it in the same place. */
const wheel = (path: string, known: Known, written: string): Result<PlaceRequirement, Trouble> => {
  if (/^[/~]/.test(path))
    return fail({
      message: `${quote(written)} is a file of this machine, which the lock of all cannot hold`,
      hint: "name it by a path from here, in the project: `./wheels/NAME-1.0-py3-none-any.whl`",
    });
  const [, name] =
    /(?:^|\/)([A-Za-z0-9][\w.]*)-[^/-]+(?:-\d[^/-]*)?-[^/-]+-[^/-]+-[^/-]+\.whl$/.exec(path) ?? [];
  if (name === undefined)
    return fail({
      message: `${quote(written)} is not named as a wheel is`,
      hint: "its name is `NAME-VERSION-py3-none-any.whl` or the like, as it was built",
    });
  // These mean something else where the line is handed on.
  if (/[#;%]/.test(path)) return fail(unclear(written));
  return ok({ ...known, name: known.name ?? name, origin: { kind: "archive", path } });
};

const unnamed = (written: string, better: string): Trouble => ({
  message: `${quote(written)} does not say which package that is`,
  hint: `write \`${better}\``,
});

const unclear = (written: string): Trouble => ({
  message: `${quote(written)} is not a place that a package can come from`,
  hint: "a folder (`-e .`), a wheel (`./name-1.0-py3-none-any.whl`), a repository (`name @ git+https://…`) or an archive (`name @ https://…`) is",
});

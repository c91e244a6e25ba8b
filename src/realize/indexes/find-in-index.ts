// Where a package index has one file of one project: the simple index, as JSON (PEP 691) or as a page of links (PEP 503).

import { fail, ok, type Result } from "../../base/result.ts";
import { downloadFile, type Download } from "./download-file.ts";

/** Gives the file's address, or what went wrong in a few words. */
export const findInIndex = async (
  downloads: Pick<Download, "host" | "signal">,
  wanted: { readonly index: string; readonly project: string; readonly file: string },
): Promise<Result<string, string>> => {
  const page = `${wanted.index.replace(/\/+$/, "")}/${wanted.project}/`;
  const accept = "application/vnd.pypi.simple.v1+json, text/html;q=0.5";
  const body = await downloadFile({ ...downloads, url: page, accept, timeoutMs: 30_000 });
  if (!body.ok) return body;
  const text = new TextDecoder().decode(body.value);
  const link = linksIn(text).find((href) => fileNameOf(href) === wanted.file);
  return link === undefined || !URL.canParse(link, page)
    ? fail(`it has no \`${wanted.file}\``)
    : ok(withCredentialsOf(page, new URL(link, page)));
};

const linksIn = (text: string): readonly string[] => {
  try {
    const parsed: unknown = JSON.parse(text);
    return urlsIn(parsed);
  } catch {
    return [...text.matchAll(/<a\s[^>]*?href\s*=\s*["']([^"']+)["']/gi)].map(([, href]) =>
      (href ?? "").replaceAll("&amp;", "&"),
    );
  }
};

const urlsIn = (parsed: unknown): readonly string[] => {
  if (typeof parsed !== "object" || parsed === null || !("files" in parsed)) return [];
  const { files } = parsed;
  if (!Array.isArray(files)) return [];
  return files.flatMap((file: unknown) =>
    typeof file === "object" && file !== null && "url" in file && typeof file.url === "string"
      ? [file.url]
      : [],
  );
};

const fileNameOf = (href: string): string => {
  const path = href.replace(/[?#].*$/, "");
  return decodeURIComponent(path.slice(path.lastIndexOf("/") + 1).replaceAll(/%(?![0-9a-fA-F]{2})/g, "%25"));
};

/** An index that asks for a password asks for it at its files too, where they are on the same host. */
const withCredentialsOf = (page: string, file: URL): string => {
  const from = new URL(page);
  if (from.host === file.host && file.username === "") {
    file.username = from.username;
    file.password = from.password;
  }
  return file.href;
};

import { expect, test } from "bun:test";

import * as fc from "fast-check";

import { fakeHost, type FakeHostOptions } from "./fake-host.ts";
import { LONGEST_SOCKET_PATH, layoutOf, relativeFolderVariable } from "./layout.ts";

const project = { root: "/home/ada/Büro Projekt", file: "jig.toml" };
const files = {
  "/home/ada/Büro Projekt/jig.toml": "",
  "/run/user/1000": { folder: true, mode: 0o700 },
} as const;
const layout = (options: FakeHostOptions = {}) => layoutOf(fakeHost({ files, ...options }), project);

test("the platform's folders are the default, and the project's name is in its state's", () => {
  const { state, cache, socket, venv, lock, root, file } = layout();
  const key = /-([0-9a-f]{12})$/.exec(state)?.[1] ?? "";
  expect(key).toHaveLength(12);
  expect({ state, cache, socket, venv, lock, root, file }).toEqual({
    root: "/home/ada/Büro Projekt",
    file: "jig.toml",
    state: `/home/ada/.local/state/jig/projects/buro-projekt-${key}`,
    cache: "/home/ada/.cache/jig",
    socket: `/tmp/jig-1000/${key}.sock`,
    venv: "/home/ada/Büro Projekt/.venv",
    lock: "/home/ada/Büro Projekt/jig.lock",
  });
});

test("macOS has folders of its own", () => {
  const mac = layout({ machine: { platform: "darwin", home: "/Users/ada", uid: 501 } });
  expect(mac.state).toStartWith("/Users/ada/Library/Application Support/jig/projects/");
  expect(mac.cache).toBe("/Users/ada/Library/Caches/jig");
});

test("jig's own variables beat the XDG ones, and relative XDG values are ignored", () => {
  const xdg = { XDG_STATE_HOME: "/x/state", XDG_CACHE_HOME: "/x/cache", XDG_RUNTIME_DIR: "/run/user/1000" };
  expect(layout({ env: xdg }).state).toStartWith("/x/state/jig/projects/");
  expect(layout({ env: xdg }).cache).toBe("/x/cache/jig");
  expect(layout({ env: xdg }).socket).toStartWith("/run/user/1000/jig/");
  const own = layout({
    env: { ...xdg, JIG_STATE_DIR: "/j/state", JIG_CACHE_DIR: "/j/cache", JIG_RUNTIME_DIR: "/j/run" },
  });
  expect(own.state).toStartWith("/j/state/projects/");
  expect(own.cache).toBe("/j/cache");
  expect(own.socket).toMatch(/^\/j\/run\/[0-9a-f]{12}\.sock$/);
  expect(layout({ env: { XDG_STATE_HOME: "relative" } }).state).toStartWith("/home/ada/.local/state/jig/");
});

test.each(["JIG_STATE_DIR", "JIG_CACHE_DIR", "JIG_RUNTIME_DIR"])(
  "a relative `%s` is told, and no layout is made with it",
  (name) => {
    expect(relativeFolderVariable({ env: { [name]: "state" } })).toBe(name);
    expect(() => layout({ env: { [name]: "state" } })).toThrow("is relative");
    expect(relativeFolderVariable({ env: { [name]: "/state" } })).toBeNull();
    expect(relativeFolderVariable({ env: { [name]: "" } })).toBeNull();
  },
);

test("a copy, a move and another folder at the same path have a state of their own", () => {
  const here = layout().state;
  const moved = layoutOf(fakeHost({ files: { ...files, "/srv/Büro Projekt/jig.toml": "" } }), {
    root: "/srv/Büro Projekt",
    file: "jig.toml",
  }).state;
  const replaced = layout({ files: { ...files, [project.root]: { folder: true, device: 7 } } }).state;
  expect(new Set([here, moved, replaced]).size).toBe(3);
  expect(layout().state).toBe(here);
});

test("a project reached through a link is the project itself", () => {
  const host = fakeHost({ files: { ...files, "/home/ada/link": { link: "Büro Projekt" } } });
  expect(layoutOf(host, { root: "/home/ada/link", file: "jig.toml" })).toEqual(layoutOf(host, project));
});

test("a runtime folder that is gone or another user's is passed over", () => {
  const env = { XDG_RUNTIME_DIR: "/run/user/1000" };
  expect(layout({ env: { XDG_RUNTIME_DIR: "/run/user/77" } }).socket).toStartWith("/tmp/jig-1000/");
  const foreign = { ...files, "/run/user/1000": { folder: true, uid: 0 } } as const;
  expect(layout({ env, files: foreign }).socket).toStartWith("/tmp/jig-1000/");
});

test("a chosen runtime folder that others may enter gets a private one inside", () => {
  const open = { ...files, "/shared": { folder: true, mode: 0o755 } } as const;
  const shared = layout({ files: open, env: { JIG_RUNTIME_DIR: "/shared" } });
  expect(shared.socket).toStartWith("/shared/jig-1000/");
});

test("however long the folders' names are, the socket's path fits", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 120 }), (name) => {
      const folder = `/${name.replaceAll(/[\0/.]/g, "x")}`;
      const env = { JIG_RUNTIME_DIR: folder, XDG_RUNTIME_DIR: "/run/user/1000" };
      const bytes = new TextEncoder().encode(layout({ env }).socket).length;
      expect(bytes).toBeLessThanOrEqual(LONGEST_SOCKET_PATH);
    }),
  );
});

test("a folder's name without a letter still gives a folder", () => {
  const host = fakeHost({ files: { "/home/ada/工作/jig.toml": "" } });
  expect(layoutOf(host, { root: "/home/ada/工作", file: "jig.toml" }).state).toMatch(
    /\/project-[0-9a-f]{12}$/,
  );
});

const plain = (name: string): string => {
  const slug = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 32);
  return slug === "" ? "project" : slug;
};

test("a folder's name is made plain: no accents, small letters and digits, one `-` for all else", () => {
  const letter = fc.constantFrom(..."aZ0-_ é\u0301İß😀中\n~".split(""), "é", "Ünï", "--", "a-b");
  fc.assert(
    fc.property(fc.array(letter, { minLength: 1, maxLength: 40 }), (letters) => {
      const root = `/p/${letters.join("")}`;
      const { state } = layoutOf(fakeHost({ files: { [root]: { folder: true, mode: 0o700 } } }), {
        root,
        file: "jig.toml",
      });
      expect(state.slice(state.lastIndexOf("/") + 1, -13)).toBe(plain(letters.join("")));
    }),
  );
});

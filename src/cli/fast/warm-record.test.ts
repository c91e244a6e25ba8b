import { expect, test } from "bun:test";

import { JIG_VERSION } from "../../base/version.ts";
import { fakeHost } from "../../host/fake-host.ts";
import { layoutOf } from "../../host/layout.ts";
import { readWarm } from "./warm-record.ts";

const read = (record: unknown): unknown => {
  const env = { JIG_STATE_DIR: "/s", JIG_CACHE_DIR: "/c", JIG_RUNTIME_DIR: "/r" };
  const place = { root: "/p", file: "jig.toml" } as const;
  const { state } = layoutOf(fakeHost({ env, files: { "/p/jig.toml": "" } }), place);
  const text = typeof record === "string" ? record : JSON.stringify(record);
  const host = fakeHost({ env, files: { "/p/jig.toml": "", [`${state}/warm.json`]: text } });
  return readWarm(host, layoutOf(host, place));
};

const record = {
  shape: 6,
  jig: JIG_VERSION,
  uid: 1000,
  stamps: {},
  variables: [],
  packages: null,
  gpu: null,
  driver: null,
  services: [],
  environment: null,
  plan: JSON.stringify({ steps: [], services: [] }),
};

test("a record that another build of this version wrote, in another shape, counts as none", () => {
  expect(read(record)).toMatchObject({ shape: 6 });
  const { shape: _, packages: __, ...former } = record;
  for (const other of [former, { ...record, shape: 1 }, {}, null, [], "{", "", { ...record, plan: 1 }]) {
    expect(read(other)).toBeNull();
  }
});

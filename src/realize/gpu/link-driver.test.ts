import { expect, test } from "bun:test";

import { fakeHost } from "../../host/fake-host.ts";
import { layoutOf } from "../../host/layout.ts";
import { driverFolder, isDriverLinked, linkDriver } from "./link-driver.ts";

const libraries = ["/usr/lib64/libcuda.so.1", "/usr/lib64/libnvidia-ml.so.1"];

const machine = () => {
  const host = fakeHost({
    files: { ...Object.fromEntries(libraries.map((path) => [path, "x"])), "/p/jig.toml": "" },
  });
  return { host, layout: layoutOf(host, { root: "/p", file: "jig.toml" }) };
};

test("the folder holds links to the driver's libraries and nothing else, also after another driver's", () => {
  const { host, layout } = machine();
  const folder = driverFolder(layout);
  expect(isDriverLinked(host, layout, { libraries })).toBe(false);
  linkDriver({ host, layout }, { libraries: ["/usr/lib64/libcuda.so.1", "/usr/lib64/libcuda.so.550"] });
  const linked = linkDriver({ host, layout }, { libraries });
  expect(linked).toMatchObject({ ok: true, value: { title: "2 libraries of the NVIDIA driver" } });
  expect(host.files.list(folder)).toEqual(["libcuda.so.1", "libnvidia-ml.so.1"]);
  expect(host.files.readLink(`${folder}/libcuda.so.1`)).toBe("/usr/lib64/libcuda.so.1");
  expect(isDriverLinked(host, layout, { libraries })).toBe(true);
});

test("a link that leads nowhere any more, or somewhere else, is not true", () => {
  const { host, layout } = machine();
  linkDriver({ host, layout }, { libraries });
  host.files.remove("/usr/lib64/libnvidia-ml.so.1");
  expect(isDriverLinked(host, layout, { libraries })).toBe(false);
  const other = machine();
  linkDriver(other, { libraries });
  other.host.files.remove(`${driverFolder(other.layout)}/libcuda.so.1`);
  other.host.files.link("/tmp/evil", `${driverFolder(other.layout)}/libcuda.so.1`);
  expect(isDriverLinked(other.host, other.layout, { libraries })).toBe(false);
});

test("a file or a link where the folder should be is not true, is replaced, and what a link leads to stays", () => {
  for (const level of ["", "/driver"]) {
    const { host, layout } = machine();
    const place = `${driverFolder(layout).replace("/driver", "")}${level}`;
    linkDriver({ host, layout }, { libraries });
    host.files.remove(place);
    host.files.makeFolder("/elsewhere/driver");
    for (const folder of ["/elsewhere", "/elsewhere/driver"])
      for (const library of libraries) host.files.link(library, `${folder}/${library.slice(11)}`);
    host.files.link(level === "" ? "/elsewhere" : "/elsewhere/driver", place);
    expect(isDriverLinked(host, layout, { libraries })).toBe(false);
    linkDriver({ host, layout }, { libraries });
    expect(isDriverLinked(host, layout, { libraries })).toBe(true);
    expect(host.files.list("/elsewhere/driver")).toHaveLength(2);
    host.files.remove(place);
    host.files.writeText(place, "x");
    expect(isDriverLinked(host, layout, { libraries })).toBe(false);
    linkDriver({ host, layout }, { libraries });
    expect(isDriverLinked(host, layout, { libraries })).toBe(true);
  }
});

// PyTorch's own indexes on loopback: a folder a build, pages as recorded from the real ones (links with a hash behind `#`,
// the build behind a `+` in the version), and tiny wheels in place of gigabytes.

import { createHash } from "node:crypto";
import { createServer } from "node:http";

import { makeWheel } from "./package-index.ts";

export interface PytorchIndex extends AsyncDisposable {
  /** For `JIG_PYTORCH_INDEX`. */
  readonly url: string;
  /** The builds that were asked for. */
  readonly asked: ReadonlySet<string>;
}

/** @param builds by name, the platforms that torch 2.0 is there for */
export const servePytorchIndex = async (
  builds: Readonly<Record<string, readonly string[]>>,
): Promise<PytorchIndex> => {
  const wheels = Object.entries(builds).flatMap(([build, platforms]) =>
    platforms.map((platform) => ({ build, ...makeWheel("torch", `2.0+${build}`, `py3-none-${platform}`) })),
  );
  const asked = new Set<string>();
  const server = createServer((request, response) => {
    const [, build = "", name = "", file = ""] = decodeURIComponent(request.url ?? "").split("/");
    asked.add(build);
    const own = wheels.filter((wheel) => wheel.build === build && wheel.name === name);
    const wheel = own.find((each) => each.file === file);
    if (wheel !== undefined) {
      response.end(wheel.bytes);
      return;
    }
    if (own.length === 0 || file !== "") {
      response.writeHead(404).end();
      return;
    }
    const links = own.map((each) => {
      const hash = createHash("sha256").update(each.bytes).digest("hex");
      const path = `/${build}/${name}/${encodeURIComponent(each.file)}`;
      return `    <a href="${path}#sha256=${hash}">${each.file}</a><br/>`;
    });
    response.writeHead(200, { "content-type": "text/html" });
    response.end(
      `<!DOCTYPE html>\n<html>\n  <body>\n    <h1>Links for ${name}</h1>\n${links.join("\n")}\n  </body>\n</html>\n`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

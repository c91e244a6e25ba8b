// The models of an Ollama as a table: what each is up to, how far a pull is and how long it will take.

import type { ModelState, ModelStatus } from "../../api/contract.ts";
import { sayBytes } from "../../base/say-bytes.ts";
import { sayDuration } from "../text/duration.ts";
import type { Paper } from "../problems/draw-problem.ts";
import type { Style } from "../text/style.ts";
import { drawRows } from "../text/table.ts";
import { visibleText } from "../text/visible-text.ts";
import { wrapWords } from "../text/wrap-words.ts";

/** A line a model, and below them what there is to say of each. */
export const drawModels = (models: readonly ModelStatus[], { style, columns }: Paper): readonly string[] => {
  if (models.length === 0) return [];
  const heading = ["model", "state", ""].map((text) => ({ text, paint: style.dim }));
  const rows = models.map((model) => [
    { text: model.name },
    { text: model.state, paint: paintFor(model.state, style) },
    { text: sayHowFar(model) },
  ]);
  const remarks = models.flatMap(({ name, reason }) =>
    reason === null
      ? []
      : wrapWords(
          `${visibleText(name)}: ${visibleText(reason)}`,
          columns === null ? null : columns - 2,
          "    ",
        ).split("\n"),
  );
  const said = remarks.map((line) => style.dim(`  ${line}`));
  return [...drawRows([heading, ...rows]), ...(said.length === 0 ? [] : ["", ...said])];
};

/** `31 % of 523 MB, 4.2 MB/s, 1m 25s left`; the first digits of the digest once it is there. */
export const sayHowFar = ({
  state,
  bytes,
  total,
  rate,
  secondsLeft,
  digest,
}: Omit<ModelStatus, "name" | "reason">): string => {
  if (state !== "pulling") return digest === null ? "" : digest.slice(0, 12);
  if (bytes === null || total === null) return "";
  const parts = [`${Math.floor((bytes / total) * 100)} % of ${sayBytes(total)}`];
  // What is all there is only being looked at: nothing comes, and nothing is slow.
  if (bytes >= total) return parts.join("");
  if (rate !== null) parts.push(`${sayBytes(rate)}/s`);
  if (secondsLeft !== null) parts.push(`${sayDuration(secondsLeft * 1000)} left`);
  return parts.join(", ");
};

const paintFor = (state: ModelState, style: Style) =>
  ({
    absent: style.dim,
    pulling: style.careful,
    present: style.good,
    answered: style.good,
    failed: style.bad,
  })[state];

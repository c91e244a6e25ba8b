// A project's name as a title. Pure.

/** `my-project_name` → `My Project Name`: each word with one capital, as a title has it. */
export const properName = (name: string): string =>
  name
    .split(/[\s_-]+/u)
    .filter((word) => word !== "")
    .map((word) => {
      const [first = "", ...rest] = Array.from(word);
      return first.toLocaleUpperCase("en") + rest.join("").toLocaleLowerCase("en");
    })
    .join(" ");

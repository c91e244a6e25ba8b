// A number of things in words.

/** `1 package`, `2 packages`. @param several where it is more than an added `s` */
export const sayCount = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;

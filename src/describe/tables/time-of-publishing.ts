// `exclude-newer` as people write it: an age, a day, or a moment in UTC. What moment an age means is not known here.

export const TIME_OF_PUBLISHING =
  /^(?:(\d{1,4}) (hours?|days?|weeks?)|\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ)?)$/;

// How long something took, as people say it.

/** `0.3 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. @param ms milliseconds, not negative */
export const sayDuration = (ms: number): string => {
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
};

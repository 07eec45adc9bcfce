// Times, lengths and sizes as the panels write them.

const two = (value: number): string => String(value).padStart(2, '0');

/** `14:03:07.042`, in the time of the browser. */
export const clock = (at: number): string => {
  const date = new Date(at);
  const seconds = `${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return `${two(date.getHours())}:${two(date.getMinutes())}:${seconds}`;
};

export const duration = (milliseconds: number): string => {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
};

/** As the store counts: 1024 is a KB. */
export const bytes = (count: number): string => {
  if (count < 1024) return `${count} B`;
  const [size, unit] = count < 1024 * 1024 ? [count / 1024, 'KB'] : [count / (1024 * 1024), 'MB'];
  return `${size < 10 && !Number.isInteger(size) ? size.toFixed(1) : Math.round(size)} ${unit}`;
};

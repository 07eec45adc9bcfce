// Time in a page.

/** The next picture; of a page that draws none, a moment. */
export function frame(): Promise<void> {
  return new Promise((done) => {
    const late = setTimeout(done, 50);
    requestAnimationFrame(() => {
      clearTimeout(late);
      done();
    });
  });
}

export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

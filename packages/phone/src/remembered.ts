// What a person has chosen before, kept by this browser. A browser that keeps nothing (private windows) is no error.

export const remembered = (name: string): string => {
  try {
    return localStorage.getItem(`sampan.${name}`) ?? '';
  } catch {
    return '';
  }
};

export const remember = (name: string, value: string): void => {
  try {
    localStorage.setItem(`sampan.${name}`, value);
  } catch {
    // The choice holds until the page is closed.
  }
};

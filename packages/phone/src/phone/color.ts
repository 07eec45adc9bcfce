/** A colour that a mini program has set; the documented default is left to the theme, which has one for the dark. */
export const ownColor = (color: string, byDefault: string): string | undefined =>
  color && color.toLowerCase() !== byDefault ? color : undefined;

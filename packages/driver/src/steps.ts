// The steps of a locator, from left to right: each takes what the one before has found.

/** A text to look for: part of it in any case, or with `exact` all of it as it stands; or a regular expression. */
export type Matcher = string | { pattern: string; flags?: string };

export type Step =
  | { css: string }
  | { text: Matcher; exact?: boolean }
  | ({ role: string; name?: Matcher; exact?: boolean } & RoleState)
  | { testId: Matcher }
  | { label: Matcher; exact?: boolean }
  | { placeholder: Matcher; exact?: boolean }
  /** One of what was found, from 0; -1 is the last. */
  | { nth: number }
  | { hasText: Matcher }
  | { hasNotText: Matcher }
  /** Those with such an element in them. */
  | { has: Step[] }
  | { hasNot: Step[] }
  | { visible: boolean };

export interface RoleState {
  checked?: boolean | 'mixed';
  disabled?: boolean;
  expanded?: boolean;
  pressed?: boolean;
  selected?: boolean;
  level?: number;
  /** Those too that are hidden from a person. */
  includeHidden?: boolean;
}

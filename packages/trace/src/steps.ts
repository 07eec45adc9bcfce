// A call of the driver in words, as somebody would write it in a spec. Pure.

interface Part {
  [key: string]: unknown;
}

const quoted = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value);
  const { pattern, flags } = (value ?? {}) as { pattern?: string; flags?: string };
  return typeof pattern === 'string' ? `/${pattern}/${flags ?? ''}` : JSON.stringify(value) ?? '';
};

const part = (step: Part): string => {
  if ('role' in step) return `${String(step.role)}${step.name === undefined ? '' : ` ${quoted(step.name)}`}`;
  if ('css' in step) return String(step.css);
  if ('testId' in step) return `test id ${quoted(step.testId)}`;
  if ('label' in step) return `label ${quoted(step.label)}`;
  if ('placeholder' in step) return `placeholder ${quoted(step.placeholder)}`;
  if ('text' in step) return `text ${quoted(step.text)}`;
  if ('nth' in step) return `#${String(step.nth)}`;
  return JSON.stringify(step);
};

/** `button "Pay" › text "now"`. */
export const locator = (params: unknown): string => {
  const steps = (params as { steps?: unknown } | undefined)?.steps;
  return Array.isArray(steps) ? steps.map((step) => part((step ?? {}) as Part)).join(' › ') : '';
};

/** What a call is about beside its locator. */
const rest = (params: unknown): string => {
  if (params === null || typeof params !== 'object') return '';
  const { in: _in, steps: _steps, timeout: _timeout, ...others } = params as Record<string, unknown>;
  const values = Object.entries(others).filter(([, value]) => value !== undefined && value !== null);
  return values.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ').slice(0, 160);
};

export const stepTitle = (method: string, params: unknown, title: string): { title: string; detail: string } => {
  const what = method.replace(/^Locator\./, '');
  const where = locator(params);
  const others = rest(params);
  return {
    title: title || what,
    detail: [title && what, where, others].filter(Boolean).join('  '),
  };
};

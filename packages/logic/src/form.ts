// `wx://form-field`: a component that a `<form>` takes for one of its fields. The view collects the built-in fields; what
// such components say is added here.
import * as glassEasel from 'glass-easel'

type Detail = { value?: Record<string, unknown> }

/** `ElementIteratorType.ComposedDescendantsRootFirst`; the package exports it as a `const enum` only. */
const DESCENDANTS = 'composed-descendants-root-first' as glassEasel.ElementIteratorType

let field: glassEasel.GeneralBehavior | null = null

/** The behavior that marks such a component. */
export function setFormField(behavior: glassEasel.GeneralBehavior): void {
  field = behavior
}

/** The detail of a `submit` with the fields that are components. */
export function withFields(form: glassEasel.Element, detail: unknown): unknown {
  if (field === null) return detail
  const value: Record<string, unknown> = {}
  new glassEasel.ElementIterator(form, DESCENDANTS, glassEasel.Component).forEach((element) => {
    const component = element as unknown as glassEasel.GeneralComponent
    if (!component.hasBehavior(field!)) return
    const { name, value: own } = component.data as { name?: unknown; value?: unknown }
    if (name !== undefined && name !== '') value[String(name)] = own
  })
  return { ...(detail as Detail), value: { ...(detail as Detail)?.value, ...value } }
}

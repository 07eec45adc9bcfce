// Passes its slot on to two other components.
Component({ properties: { on: Boolean, list: Array } })

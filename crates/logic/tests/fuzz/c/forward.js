Component({ properties: { on: Boolean, list: Array } })

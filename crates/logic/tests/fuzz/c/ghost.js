// Has no node of its own.
Component({ options: { virtualHost: true }, properties: { label: String } })

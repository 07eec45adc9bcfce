// A component with properties, data and methods.
Component({
  properties: { title: String, count: { type: Number, value: 3 } },
  data: { inner: { deep: ['x', 'y'] }, presses: 0 },
  methods: {
    press() {
      this.setData({ presses: this.data.presses + 1 })
      this.triggerEvent('picked', { presses: this.data.presses })
    },
    sum(a, b) {
      return a + b + this.data.count
    },
  },
})

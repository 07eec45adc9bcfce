// A number between two others: `bind:change` tells the one that is wanted.

Component({
  properties: {
    value: { type: Number, value: 1 },
    min: { type: Number, value: 1 },
    max: { type: Number, value: 99 },
    label: { type: String, value: 'How many' },
  },

  methods: {
    step({ currentTarget }) {
      const { value, min, max } = this.data;
      const wanted = Math.min(max, Math.max(min, value + Number(currentTarget.dataset.by)));
      if (wanted !== value) this.triggerEvent('change', { value: wanted });
    },
  },
});

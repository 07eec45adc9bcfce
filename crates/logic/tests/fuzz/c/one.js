// One slot.
Component({})

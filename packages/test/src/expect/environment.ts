// What Chai expects of every environment and QuickJS has not. It tells its plugins of each other by events; nobody listens here.
class SilentEvent {
  constructor(readonly type: string) {}
}

class SilentTarget {
  addEventListener(): void {}
  removeEventListener(): void {}
  dispatchEvent(): boolean {
    return true
  }
}

Object.assign(globalThis, { Event: SilentEvent, EventTarget: SilentTarget })

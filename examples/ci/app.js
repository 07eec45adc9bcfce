// Kettle, a mini program that takes an order for tea: small enough to be read before its specs.

App({ globalData: { order: null } });

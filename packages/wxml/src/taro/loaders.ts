// Taro's elements, each loaded when a page first uses it. `build.mjs` gives them our names (`taro-input-core` is
// `wx-input`), so that tag selectors in WXSS reach them.

type Loader = () => Promise<unknown>;

const define = (module: Promise<{ defineCustomElement(): void }>): Promise<void> => module.then((found) => found.defineCustomElement());

export const LOADERS: Record<string, Loader> = {
  button: () => define(import('@tarojs/components/dist/components/taro-button-core.js')),
  canvas: () => define(import('@tarojs/components/dist/components/taro-canvas-core.js')),
  checkbox: () => define(import('@tarojs/components/dist/components/taro-checkbox-core.js')),
  'checkbox-group': () => define(import('@tarojs/components/dist/components/taro-checkbox-group-core.js')),
  form: () => define(import('@tarojs/components/dist/components/taro-form-core.js')),
  input: () => define(import('@tarojs/components/dist/components/taro-input-core.js')),
  label: () => define(import('@tarojs/components/dist/components/taro-label-core.js')),
  'movable-area': () => define(import('@tarojs/components/dist/components/taro-movable-area-core.js')),
  'movable-view': () => define(import('@tarojs/components/dist/components/taro-movable-view-core.js')),
  picker: () => define(import('@tarojs/components/dist/components/taro-picker-core.js')),
  'picker-view': () => define(import('@tarojs/components/dist/components/taro-picker-view-core.js')),
  'picker-view-column': () => define(import('@tarojs/components/dist/components/taro-picker-view-column-core.js')),
  progress: () => define(import('@tarojs/components/dist/components/taro-progress-core.js')),
  radio: () => define(import('@tarojs/components/dist/components/taro-radio-core.js')),
  'radio-group': () => define(import('@tarojs/components/dist/components/taro-radio-group-core.js')),
  'rich-text': () => define(import('@tarojs/components/dist/components/taro-rich-text-core.js')),
  slider: () => define(import('@tarojs/components/dist/components/taro-slider-core.js')),
  swiper: () => define(import('@tarojs/components/dist/components/taro-swiper-core.js')),
  'swiper-item': () => define(import('@tarojs/components/dist/components/taro-swiper-item-core.js')),
  switch: () => define(import('@tarojs/components/dist/components/taro-switch-core.js')),
  textarea: () => define(import('@tarojs/components/dist/components/taro-textarea-core.js')),
  video: () => define(import('@tarojs/components/dist/components/taro-video-core.js')),
};

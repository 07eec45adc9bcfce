// From a name in WXML to an element: a built-in, or a box that stands for what cannot be here.

import { play } from './animation.ts';
import { AudioElement } from './built-in/audio.ts';
import { Button } from './built-in/button.ts';
import { Camera } from './built-in/camera.ts';
import { Checkbox, CheckboxGroup, Radio, RadioGroup, Switch } from './built-in/choice.ts';
import { Editor } from './built-in/editor.ts';
import { BuiltIn, withPixels } from './built-in/element.ts';
import { Input, Textarea } from './built-in/field.ts';
import { Form } from './built-in/form.ts';
import { Icon } from './built-in/icon.ts';
import { Image } from './built-in/image.ts';
import { KeyboardAccessory } from './built-in/keyboard_accessory.ts';
import { Label } from './built-in/label.ts';
import { MapElement } from './built-in/map.ts';
import { MatchMedia } from './built-in/match_media.ts';
import { Missing, MISSING } from './built-in/missing.ts';
import { MovableArea, MovableView } from './built-in/movable.ts';
import { Navigator } from './built-in/navigator.ts';
import { PageContainer } from './built-in/page_container.ts';
import { PageMeta } from './built-in/page_meta.ts';
import { Picker } from './built-in/picker.ts';
import { PickerColumn, PickerView } from './built-in/picker_view.ts';
import { isCommon, keep, keepCommon, View } from './built-in/plain.ts';
import { Progress } from './built-in/progress.ts';
import { RichText } from './built-in/rich_text.ts';
import { RootPortal } from './built-in/root_portal.ts';
import { ScrollView } from './built-in/scroll_view.ts';
import { Slider } from './built-in/slider.ts';
import { Swiper, SwiperItem } from './built-in/swiper.ts';
import { TextElement } from './built-in/text.ts';
import { Video } from './built-in/video.ts';
import { Canvas } from './canvas.ts';

type Constructor = new () => BuiltIn;

const BUILT_INS: Record<string, Constructor> = {
  audio: AudioElement,
  button: Button,
  checkbox: Checkbox,
  camera: Camera,
  canvas: Canvas,
  'checkbox-group': CheckboxGroup,
  'cover-image': class extends Image {},
  'cover-view': class extends View {},
  editor: Editor,
  form: Form,
  icon: Icon,
  image: Image,
  input: Input,
  'keyboard-accessory': KeyboardAccessory,
  label: Label,
  map: MapElement,
  'match-media': MatchMedia,
  'movable-area': MovableArea,
  'movable-view': MovableView,
  navigator: Navigator,
  'navigation-bar': class extends View {},
  'page-container': PageContainer,
  'page-meta': PageMeta,
  picker: Picker,
  'picker-view': PickerView,
  'picker-view-column': PickerColumn,
  progress: Progress,
  radio: Radio,
  'radio-group': RadioGroup,
  'rich-text': RichText,
  'root-portal': RootPortal,
  'scroll-view': ScrollView,
  'share-element': class extends View {},
  slider: Slider,
  swiper: Swiper,
  'swiper-item': SwiperItem,
  switch: Switch,
  text: TextElement,
  textarea: Textarea,
  video: Video,
  view: View,
};
for (const name of MISSING) BUILT_INS[name] = class extends Missing {};
for (const [name, constructor] of Object.entries(BUILT_INS)) customElements.define(`wx-${name}`, constructor);

/** Components are named `.name`: one that is called like a built-in is not that built-in. */
export const create = (name: string): HTMLElement => {
  if (name.startsWith('.')) return host(name.slice(1));
  // Not by `createElement`: an element that it makes may not have children at once.
  const constructor = BUILT_INS[name];
  return constructor ? new constructor() : document.createElement(tag(name));
};

const host = (name: string): HTMLElement => document.createElement(tag(BUILT_INS[name] ? `own-${name}` : name));

/** A tag that the document takes, whatever the program's names are. */
const tag = (name: string): string => `wx-${name.toLowerCase().replace(/[^a-z0-9_.-]/g, '-')}`;

/** `activeColor` and `active-color` are the same attribute. */
const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const setAttribute = (element: HTMLElement, name: string, value: unknown): void => {
  if (name === 'animation' && typeof value === 'object') return void play(element, value);
  if (isCommon(name)) keepCommon(element, name, value);
  else if (element instanceof BuiltIn) element.set(dashed(name), value);
  else keep(element, name, value);
};

export const setClass = (element: HTMLElement, value: string): void => element.setAttribute('class', value);

export const setStyle = (element: HTMLElement, value: string): void => {
  element.style.cssText = withPixels(value);
  if (element instanceof BuiltIn) element.restyled();
};

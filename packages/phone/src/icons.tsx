// The page's icons: lines of one width on a grid of 24, in the colour of the text around them. Words stand beside
// them or in the label of their button, so they say nothing themselves.

const PATHS = {
  back: 'M15 4.5 7.5 12 15 19.5',
  home: 'M4 11.5 12 4.5l8 7M6 10v9.5h4.5v-5h3v5H18V10',
  close: 'M6 6l12 12M18 6 6 18',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9.5h-13z',
  open: 'M8 11V8a4 4 0 0 1 7.5-2M5.5 11h13v9.5h-13zM12 14.5v2.5',
  share: 'M12 15V4M8 7.5 12 3.5l4 4M6 11H5v9.5h14V11h-1',
  timeline: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 1 0 0-17M12 3.5l4 7M19.8 8.5l-7.8.5M19.8 15.5l-4.3-6.5M12 20.5l-4-7M4.2 15.5l7.8-.5M4.2 8.5l4.3 6.5',
  favorite: 'M12 4l2.5 5.2 5.7.7-4.2 3.9 1.1 5.7-5.1-2.8-5.1 2.8L8 13.8 3.8 9.9l5.7-.7z',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1-1',
  reload: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3M19.5 3.5v4.5H15',
  settings: 'M5 7h8M17 7h2M5 17h2M11 17h8M13 7a2 2 0 1 0 4 0 2 2 0 1 0-4 0M7 17a2 2 0 1 0 4 0 2 2 0 1 0-4 0',
  about: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 1 0 0-17M12 11v5.5M12 7.5v.5',
  rotate: 'M8.5 4h7v9h-7zM4.5 12.5a7.5 7.5 0 0 0 7.5 7.5M19.5 16l-3 3.5M19.5 16h-11',
  camera: 'M4 7.5h4L9.5 5h5L16 7.5h4v11.5H4zM12 9.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 1 0 0-7',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM17.5 17.5H20V20h-2.5M20 14v.5M14 20v-.5',
  record: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 1 0 0-17M12 9a3 3 0 1 0 0 6 3 3 0 1 0 0-6',
  stop: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 1 0 0-17M9.5 9.5h5v5h-5z',
  tools: 'M8.5 7 3.5 12l5 5M15.5 7l5 5-5 5M13.5 5l-3 14',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 1 0 0-8M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z',
  halfMoon: 'M12 4a8 8 0 1 0 0 16 8 8 0 1 0 0-16M12 4v16M15 5v14M18 7v10',
  language: 'M4 6h9M8.5 4v2M11 6c-1 4-4 7-7 8M6 9c1 2 3 4 6 5M12 20l4-9 4 9M13.5 17h5',
  help: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 1 0 0-17M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7M12 16.5v.5',
  panels: 'M4 5h16v14H4zM10 5v14',
  keyboard: 'M3.5 6.5h17v11h-17zM7 10h.5M10.5 10h.5M14 10h.5M17 10h.5M8 14h8',
  warning: 'M12 4 3 19.5h18zM12 10v5M12 17v.5',
  flash: 'M13 3 6 13.5h5L10.5 21 18 10h-5.5z',
  picture: 'M4 5h16v14H4zM4 16l4.5-4.5 4 4 3-3L20 17M15 9.5h.5',
  pin: 'M12 20.5c4-4.5 6-7.5 6-10.5a6 6 0 0 0-12 0c0 3 2 6 6 10.5ZM12 8a2 2 0 1 0 0 4 2 2 0 1 0 0-4',
  microphone: 'M12 4a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0v-5A2.5 2.5 0 0 0 12 4M6.5 11a5.5 5.5 0 0 0 11 0M12 16.5V20',
  speaker: 'M4.5 9.5h3.5L12.5 6v12L8 14.5H4.5zM15.5 9.5a3.5 3.5 0 0 1 0 5M18 7a7 7 0 0 1 0 10',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon(props: { name: IconName; size?: number }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      width={props.size ?? 18}
      height={props.size ?? 18}
      fill="none"
      stroke="currentColor"
      stroke-width="1.7"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[props.name]} />
    </svg>
  );
}

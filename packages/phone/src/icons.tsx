// The page's icons: lines of one width on a grid of 24, in the colour of the text around them. Words stand beside them or
// in the label of their button, so they say nothing themselves.

const PATHS = {
  back: 'M15 4.5 7.5 12 15 19.5',
  home: 'M4 11.5 12 4.500l8 7M6 10v9.500h4.500v-5h3v5H18V10',
  close: 'M6 6l12 12M18 6 6 18',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9.500h-13z',
  open: 'M8 11V8a4 4 0 0 1 7.5-2M5.5 11h13v9.500h-13zM12 14.500v2.5',
  share: 'M12 15V4M8 7.5 12 3.500l4 4M6 11H5v9.500h14V11h-1',
  link: 'M10 14a4 4 0 0 0 6 .400l3-3a4 4 0 0 0-5.7-5.700l-1 1M14 10a4 4 0 0 0-6-.400l-3 3a4 4 0 0 0 5.7 5.700l1-1',
  reload: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.300M19.5 3.500v4.500H15',
  settings: 'M5 7h8M17 7h2M5 17h2M11 17h8M13 7a2 2 0 1 0 4 0 2 2 0 1 0-4 0M7 17a2 2 0 1 0 4 0 2 2 0 1 0-4 0',
  about: 'M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 1 0 0-17M12 11v5.500M12 7.500v.500',
  rotate: 'M8.5 4h7v9h-7zM4.5 12.500a7.5 7.5 0 0 0 7.5 7.500M19.5 16l-3 3.500M19.5 16h-11',
  camera: 'M4 7.500h4L9.5 5h5L16 7.500h4v11.500H4zM12 9.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 1 0 0-7',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.500v2.500H14zM17.5 17.500H20V20h-2.500M20 14v.500M14 20v-.500',
  tools: 'M8.5 7 3.5 12l5 5M15.5 7l5 5-5 5M13.5 5l-3 14',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 1 0 0-8M12 3v1.500M12 19.500V21M3 12h1.500M19.5 12H21M5.6 5.600l1.1 1.100M17.3 17.300l1.1 1.100M5.6 18.400l1.1-1.100M17.3 6.700l1.1-1.1',
  moon: 'M19.5 14.500A8 8 0 0 1 9.5 4.500a8 8 0 1 0 10 10Z',
  halfMoon: 'M12 4a8 8 0 1 0 0 16 8 8 0 1 0 0-16M12 4v16M15 5v14M18 7v10',
  language: 'M4 6h9M8.5 4v2M11 6c-1 4-4 7-7 8M6 9c1 2 3 4 6 5M12 20l4-9 4 9M13.5 17h5',
  help: 'M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 1 0 0-17M9.5 9.500a2.5 2.5 0 1 1 3.5 2.300c-.700.4-1 .900-1 1.700M12 16.500v.500',
  panels: 'M4 5h16v14H4zM10 5v14',
  keyboard: 'M3.5 6.500h17v11h-17zM7 10h.500M10.5 10h.500M14 10h.500M17 10h.500M8 14h8',
  warning: 'M12 4 3 19.500h18zM12 10v5M12 17v.500',
  flash: 'M13 3 6 13.500h5L10.5 21 18 10h-5.500z',
  picture: 'M4 5h16v14H4zM4 16l4.5-4.5 4 4 3-3L20 17M15 9.500h.500',
  pin: 'M12 20.500c4-4.5 6-7.5 6-10.500a6 6 0 0 0-12 0c0 3 2 6 6 10.500ZM12 8a2 2 0 1 0 0 4 2 2 0 1 0 0-4',
  microphone: 'M12 4a2.5 2.5 0 0 0-2.5 2.500v5a2.5 2.5 0 0 0 5 0v-5A2.5 2.5 0 0 0 12 4M6.5 11a5.5 5.5 0 0 0 11 0M12 16.500V20',
  speaker: 'M4.5 9.500h3.500L12.5 6v12L8 14.500H4.500zM15.5 9.500a3.5 3.5 0 0 1 0 5M18 7a7 7 0 0 1 0 10',
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

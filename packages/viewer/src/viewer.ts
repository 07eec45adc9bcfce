// Shows what the address asks for, and again when only its fragment changes.

import { frame } from './frame.ts';
import { tell } from './host.ts';
import { parse, type Request } from './request.ts';
import { speak, words } from './words.ts';

const show = async (request: Request | undefined): Promise<void> => {
  switch (request?.kind) {
    case 'image': return (await import('./pictures.ts')).showPictures(request);
    case 'document': return (await import('./document.ts')).showDocument(request);
    case 'location': return (await import('./location.ts')).showLocation(request);
    case 'place': return (await import('./place.ts')).choosePlace(request);
    case 'pick': return (await import('./pick.ts')).pickPosition(request);
    default: frame('nothing', words.viewer).main.append(words.nothing);
  }
};

let asked = 0;

const look = async (): Promise<void> => {
  const mine = ++asked;
  const request = parse(location.hash);
  speak(request?.language);
  document.documentElement.style.colorScheme = request?.theme ?? 'light dark';
  await show(request);
  // Another request may have come meanwhile; that one says it.
  if (mine === asked) tell({ viewer: 'shown' });
};

window.addEventListener('hashchange', () => void look());
void look();

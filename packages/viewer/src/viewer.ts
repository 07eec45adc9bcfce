// Shows what the address asks for, and again when only its fragment changes.

import { frame } from './frame.ts';
import { showImages } from './image.ts';
import { showPlace } from './location.ts';
import { parse } from './request.ts';
import { words } from './words.ts';

const show = async (): Promise<void> => {
  const request = parse(location.hash);
  switch (request?.kind) {
    case 'image': return showImages(request);
    case 'location': return showPlace(request);
    case 'document': return (await import('./document.ts')).showDocument(request);
    default: frame('nothing', words.viewer).main.append(words.nothing);
  }
};

window.addEventListener('hashchange', () => void show());
void show();

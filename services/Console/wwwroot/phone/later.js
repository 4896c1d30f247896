// @ts-check
import { forget } from '../shared/storage.js';

/**
 * What a first visit does not need: it comes when it is wanted, and is asked for again each second where the line has not brought it.
 * @param {import('./frame.js').Phone} phone
 * @param {{ arrive: () => void, stop: () => void, failed: () => void }} page arrive: a tab is there now; stop: nothing is heard any more; failed: it did not come
 */
export function later(phone, page) {
  /** @type {typeof import('./pass.js').pass | undefined} */ let pass;
  /** @type {typeof import('./data.js') | undefined} */ let more;
  /** @type {typeof import('./help.js').help | undefined} */ let help;

  const bring = {
    pass: () => import('./pass.js').then(module => { pass = module.pass; page.arrive(); }, page.failed),
    me: () => Promise.all([import('./data.js'), import('./mydata.js')]).then(([view, { myData }]) => {
      if (more) return;
      Object.assign(phone.act, myData(phone, told => { phone.allowed = told; }, () => { page.stop(); forget(() => true); }));
      more = view;
      page.arrive();
    }, page.failed),
    // Help is asked for in a shop.
    help: () => import('./help.js').then(module => { Object.assign(phone.act, module.helpActs(phone)); help = module.help; phone.paint(); }, page.failed),
  };
  return {
    pass: () => pass ? pass(phone) : void bring.pass(),
    me: () => more ? more.data(phone) : void bring.me(),
    help: () => help ? help(phone) : void bring.help(),
    erased: () => more?.erased(phone),
  };
}

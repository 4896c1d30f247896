// @ts-check
/** @type {typeof import('./refused.en.js').default} */
const words = {
  notFound: id => `“${id}” 매장이 없습니다.`,
  noRight: '이 화면을 볼 권한이 없습니다.', askManager: '이 매장의 “staff” 역할이 필요합니다. 매장 관리자가 줄 수 있습니다.', noIdentity: '로그인하지 않았습니다.', refused: '서버가 거절했습니다:',
  register: '매장의 화면으로 등록',
};
export default words;

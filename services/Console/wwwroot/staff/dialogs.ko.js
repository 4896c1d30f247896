// @ts-check
/** @type {typeof import('./dialogs.en.js').default} */
const words = {
  signOut: '로그아웃', yourId: '직원 번호', whoAreYou: '누구신가요?', whoWhy: '동료와 고객은 누가 주문을 가져오는지 봅니다.', cancel: '취소', wrongId: '영문, 숫자와 . _ : - 만 쓸 수 있습니다',
  keysOn: '이 화면에서 단축키 사용', keyList: [['1 – 9', '이 번호의 주문 전달'], ['U', '되돌리기'], ['H', '첫 도움 맡기'], ['F', '평면도로 이동'], ['/', '이름이나 주문 찾기'], ['?', '이 도움말']],
  zoneReceivers: '이 구역의 수신기', zoneGuests: '여기 있는 고객', none: '없음.', hears: '들림', silent: '조용함',
  register: '매장의 화면으로 등록',
};
export default words;

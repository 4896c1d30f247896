// @ts-check
/** @type {typeof import('./people.en.js').default} */
const words = {
  device: '화면의 사용자 이름', password: '비밀번호', registerWhy: '화면을 추가할 때 관리자가 둘 다 받습니다. 그러면 이 매장을 알고, 누군가 로그인할 때까지 이름을 보이지 않습니다.', registerIt: '등록',
  whoIs: '누구신가요?', pin: name => `${name} 님의 PIN`, enter: '로그인', back: '뒤로', noPins: '이 매장에 PIN이 있는 사람이 아직 없습니다. 관리자가 줍니다.', noAnswer: '서버가 대답하지 않았습니다. 다시 시도하세요.', lockNow: '잠그기', leave: '로그아웃', isYou: who => `로그인: ${who}`,
};
export default words;

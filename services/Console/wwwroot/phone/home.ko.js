// @ts-check
/** @type {typeof import('./home.en.js').default} */
const words = {
  home: '내 가구', homeWhat: '최대 여덟 명이 함께 쓰는 장보기 목록입니다. 다른 사람은 공유 목록에 있는 것과 표시한 것만 봅니다. 누가, 언제, 어느 매장에서 표시했는지와 그 밖의 것은 보지 못합니다.',
  homeGuess: '식구가 적으면 표시를 보고 누군가 장을 보고 있다는 것을 짐작할 수 있습니다. 나가기는 한 번 누르면 바로 되며 누구의 허락도 필요 없습니다.',
  create: '가구 만들기', joinCode: '초대 코드', join: '들어가기', joinHow: '가구의 누군가가 글자와 숫자 8자리 코드를 줍니다.',
  waits: '들어가기를 요청했습니다. 가구의 누군가가 받아 주어야 하며, 그때까지는 아무것도 보이지 않습니다.', stopWaiting: '들어가지 않기',
  members: '함께하는 사람', you: '나', guardian: '보호자', wantsIn: '들어오고 싶어 함', letIn: who => `${who} 님 받기`, turnAway: who => `${who} 님 돌려보내기`, remove: who => `${who} 님 내보내기`,
  invite: '초대하기', code: '코드:', codeUntil: at => `한 사람만, ${at}까지 쓸 수 있습니다. 다른 사람에게 주지 마세요.`,
  leave: '가구에서 나가기', leaveSure: '공유 목록은 휴대전화에서 바로 사라집니다. 내가 적은 것은 다른 사람에게 남습니다.', leaveYes: '네, 나가기', leaveNo: '그대로 있기',
  made: '가구를 만들었습니다. 누군가를 초대하세요.', asked: '들어가기를 요청했습니다.', left: '가구에서 나갔습니다.', letInDone: '받았습니다.', gone: '이제 가구에 없습니다.',
  wishes: '원하는 방식', wishesWhat: '대는 매장 화면에도 적용됩니다.',
  language: '매장 글의 언어', ofStore: '매장의 언어', size: '매장 화면의 글자', sizes: { TEXT_SIZE_NORMAL: '보통', TEXT_SIZE_LARGE: '크게', TEXT_SIZE_LARGEST: '아주 크게' }, contrast: '매장 화면을 강한 대비로',
  diet: '식단', dietHow: '상품과 요리법의 태그를 쉼표로 적습니다. vegetarian은 맞아야 하고 -nuts는 없어야 합니다.', avoid: '제안하지 않을 상품', avoidHow: '상품 번호를 쉼표로 적습니다.',
  perVisit: '한 번 방문에 제안은 많아야', quiet: '메시지 없는 시간', until: '끝', screens: '댄 화면에 내 이름과 목록 보이기', collect: '가구가 내 주문을 받을 수 있음',
  save: '저장', saved: '저장했습니다.',
};
export default words;

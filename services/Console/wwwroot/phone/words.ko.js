// @ts-check
/** @type {typeof import('./words.en.js').default} */
const words = {
  title: '내 쇼핑', tabs: { list: '목록', pass: '픽업 패스', me: '내 정보' }, main: '주 메뉴', skip: '본문으로 건너뛰기',
  connecting: '연결 중', live: '실시간', reconnecting: '다시 연결 중', offlineChip: '오프라인',
  offline: at => `오프라인입니다. 지금 보이는 것은 ${at} 상태입니다.`, offlineKept: '목록은 계속 쓸 수 있고, 표시한 것은 보관했다가 나중에 보냅니다.', notKept: '이 브라우저에는 표시한 것을 보관할 자리가 없습니다. 보낼 때까지 이 화면을 닫지 마세요.', waitingToSend: n => `보낼 변경 ${n}개가 기다립니다.`,
  yourList: '내 목록', progress: (done, all) => `${all}개 중 ${done}개`, empty: '목록이 비어 있습니다. 집에서 적은 것은 매장에 들어올 때 여기 있습니다.',
  noStore: '지금은 매장 밖입니다. 목록은 적은 순서대로 있습니다.', here: '지금 여기', aisle: aisle => `${aisle} 통로`, notHere: '이 매장에 없음', basket: '장바구니에 담음', other: '그 밖의 목록',
  shared: '공유', forHome: '가구 목록에', soldOut: '품절', add: '추가', addItem: '목록에 추가', edit: '목록 고치기', editDone: '완료', remove: name => `${name} 삭제`, removeShort: '삭제', full: '목록은 200개까지 쓸 수 있습니다.', tooMany: '보낼 변경이 너무 많습니다. 연결되면 보냅니다.',
  orders: '내 주문', ready: '준비됨', order: id => `주문 ${id}`, showPass: '패스', brings: who => `${who} 님이 가져오고 있습니다.`, check: '나이 또는 신분을 증명할 것을 가져오세요.', slot: slot => `선반 또는 칸 ${slot}`,
  suggestion: '제안', kinds: { SUGGESTION_KIND_RECIPE: '내 목록의 요리법', SUGGESTION_KIND_REMINDER: '알림', SUGGESTION_KIND_OFFER: '할인' }, otherKind: '나를 위한 제안',
  minutes: n => `${n}분`, have: (have, all) => `${all}개 중 ${have}개 있음`, missing: '없는 것', video: '동영상 보기', whyTitle: '왜 이것이 보이나요?', whyPlace: zone => `장소: ${zone}.`, whyItems: names => `내 목록: ${names}.`,
  accept: '고마워요', acceptRecipe: '없는 것 추가', notNow: '지금은 아니요', later: '10분 뒤', never: '다시 보지 않기', ofVisit: (n, all) => `이번 방문 ${all}개 중 ${n}개`,
  answers: { ACCEPTED: '받았습니다.', DISMISSED: '지금은 아닙니다.', SNOOZED: '10분 뒤에 다시 알립니다.', NEVER: '다시 보이지 않습니다.' }, undo: '되돌리기', gone: '그 제안은 더 이상 유효하지 않습니다.',
  help: '도움 요청', helpHow: '직원이 고객님께 갑니다.', helpChoices: ['어디에 있는지 알려 주세요.', '이것을 열어 주세요.', '상품에 대해 묻고 싶습니다.', '이쪽으로 와 주세요.'], helpText: '또는 직접 쓰기', askHelp: '요청', helpAsked: '도움을 요청했습니다', helpWaits: '직원이 곧 갑니다.', helpComes: (who, at) => `${who} 님이${at} 갑니다.`, helpIn: span => ` ${span} 안에`, helpNow: ' 지금', staff: '직원', cancelHelp: '이제 필요 없음', helpOver: '도움 요청이 끝났습니다.',
  passTitle: '내 패스', passHow: '화면을 밝게 하고 단말기에 대세요. 1분마다 바뀌며, 수신이 없어도 15분 동안 쓸 수 있습니다.', passAlt: 'QR 코드로 된 픽업 패스', passLeft: s => `${s}초 뒤 바뀜`, passNone: '남은 패스가 없습니다. 데스크에 문의하세요.', passAsk: orders => `데스크에 주문 ${orders}을 말씀하세요.`, passLoading: '잠시만요 …', code: '또는 이 번호를 입력하세요', codeFor: id => `주문 ${id}의 번호`, needsLine: '연결이 필요합니다.', noAnswer: '서버가 대답하지 않았습니다. 되었는지 알 수 없으니 잠시 뒤에 확인하세요.',
  welcome: store => `${store}에 오신 것을 환영합니다`, elsewhere: '이 화면이 다른 창에 열려 있습니다.', useHere: '여기서 쓰기', signIn: '로그인', noIdentity: '로그인하지 않았습니다.', unknown: id => `“${id}” 고객을 알지 못합니다.`, whoAreYou: '누구신가요?', yourId: '고객 번호', goOn: '계속', refused: '서버가 거절했습니다:',
};
export default words;

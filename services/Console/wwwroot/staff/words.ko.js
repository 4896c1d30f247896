// @ts-check
/** @type {typeof import('./words.en.js').default} */
const words = {
  title: '직원 화면', toCards: '대기 고객으로 건너뛰기', floor: '매장 안 위치', waiting: '픽업 대기', guests: '인사에 동의한 고객', help: '도움 요청', receivers: '수신기',
  connecting: '연결 중', live: '실시간', reconnecting: '다시 연결 중',
  stale: (at, ago) => `연결이 끊겼습니다. 지금 보이는 것은 ${at}, ${ago} 전 상태입니다.`,
  never: '아직 연결되지 않았습니다. 다시 시도하고 있습니다.', starting: '서버가 아직 준비되지 않았습니다.',
  inStore: n => `동의한 고객 ${n}명이 매장에 있습니다`,
  unknown: '빗금과 ?: 수신기가 조용해서 아무도 모릅니다.',
  somewhere: n => `매장 어딘가에 ${n}명.`,
  people: (zone, n) => `${zone} ${n}`, nobody: '동의한 고객이 매장에 없습니다.',
  asList: '목록으로 보기', asPlan: '평면도로 보기', zone: '구역', count: '인원', notKnown: '알 수 없음',
  nobodyWaits: '기다리는 고객이 없습니다.', nobodyToGreet: '지금 인사할 고객이 없습니다.', allHeard: '모든 수신기가 들립니다.',
  order: id => `주문 ${id}`, shelf: slot => `선반 ${slot}`, items: n => `상품 ${n}개`,
  waits: span => `${span} 대기`, over: min => `${min}분 넘음`, escalated: '아직 아무도 오지 않았습니다', check: '나이 또는 신분 확인',
  caseKinds: { CASE_KIND_HELP: '도움', CASE_KIND_RETURN: '반품', CASE_KIND_CONCIERGE: '예약', CASE_KIND_COMPLAINT: '불만', CASE_KIND_RATING: '평가', CASE_KIND_ORDER: '주문 문제' },
  coming: '제가 갑니다', inMin: n => `${n}분 안에`, comes: who => `${who} 님이 맡았습니다.`, youHave: '내가 맡았습니다.', due: span => `${span} 뒤 약속`, dueNow: '지금 약속', helped: '도와드렸습니다', notMe: '나는 아님', someoneAt: place => `${place}에 있는 분`, closed: '끝났습니다.',
  handOver: '전달', bring: who => `${who} 님이 가져가고 있습니다.`, youBring: '내가 가져갑니다.', undo: '되돌리기', done: '전달했습니다', doneChecked: '확인하고 전달했습니다', giveBack: '돌려놓기', claiming: '잠시만요 …',
  handedOver: '전달되었습니다.', left: '떠났습니다.', colleague: '동료',
  ago: span => `${span} 전`, likely: ['아마도', '거의', '확실히'], vip: 'VIP', placeUnknown: '위치 모름',
  more: n => `${n}개 더`, needsLine: '연결이 필요합니다.', noAnswer: '서버가 대답하지 않았습니다. 바뀐 것은 없으니 다시 시도하세요.',
  soundOff: '소리 꺼짐', soundOn: '소리 켜짐', soundBlocked: '눌러서 소리 허용', keys: '단축키',
  signIn: '로그인', signedIn: who => `로그인: ${who}`,
  close: '닫기', search: '이름이나 주문 찾기', noMatch: '맞는 것이 없습니다.',
  arrived: (who, sure, zone) => `${who} 님 도착, ${sure} ${zone}`,
  waitsFor: (who, order) => `${who} 님이 주문 ${order}을 기다립니다`, someone: '고객', called: zone => `${zone}에서 도움을 부릅니다`,
  zoomIn: '크게', zoomOut: '작게', fit: '전체',
};
export default words;

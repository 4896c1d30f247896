// @ts-check
/** @type {typeof import('./data.en.js').default} */
const words = {
  consents: '허용하는 것', switches: {
    PURPOSE_PRESENCE: ['매장 안에서 내 위치 알기', '들어오면 목록이 열리고, 선반을 지나치기 전에 알려 드리며, 오시면 주문을 가져다 드립니다. 끄면: 이 순간부터 위치에 관한 것을 쓰지도 보관하지도 않습니다.'],
    PURPOSE_SUGGESTIONS: ['나에게 제안하기', '한 번 방문에 많아야 3개, 약을 살 때는 하지 않습니다. 첫 번째 스위치가 필요합니다.'],
    PURPOSE_STAFF_RECOGNITION: ['직원이 이름으로 인사하기', '직원은 이름과 위치와 이유를 봅니다. 첫 번째 스위치가 필요합니다.'],
  },
  on: '켜짐', off: '꺼짐', needsFirst: '첫 번째 스위치를 기다립니다.', nowOn: what => `지금부터 켜짐: ${what}.`, nowOff: what => `이 순간부터 꺼짐: ${what}.`,
  pause: '3시간 멈추기', paused: at => `${at}까지 멈춤: 아무것도 알아내거나 제안하거나 직원에게 보이지 않습니다.`, goOnNow: '멈춤 끝내기', forget: '이번 방문 잊기', forgotten: '이번 방문을 잊었습니다.', pausedNow: '이 순간부터 멈춥니다.', pauseOver: '멈춤이 끝났습니다.',
  yourData: '내 데이터', copy: '사본 저장', copied: '사본은 다운로드에 있습니다.', who: '누가 내 정보를 보았나', nobodyYet: '직원도 다른 시스템도 보지 않았습니다.', erase: '나를 지우기', eraseSure: '나에 관한 모든 것이 어디서나 사라지며 되돌릴 수 없습니다. 아직 받지 않은 주문은 받을 때까지 남습니다.', eraseYes: '네, 지우세요', eraseNo: '그대로 두기', erased: '지워졌습니다.', erasedKept: '당분간 남는 것:', codeIs: code => `번호 ${code}`,
  look: '화면 모양', textSize: '글자 크기', language: '언어', percent: n => `${n} %`, signOut: '로그아웃',
  signs: '화면을 닫아도 알리기', signsText: '주문이 준비되었을 때, 그리고 제안을 켰으면 방문마다 요리법 하나를 알립니다. 다른 사람이 화면을 볼 수 있으므로 약에 관한 것은 알리지 않습니다.', signsOn: '이제부터 이 휴대전화에 알립니다.', signsOff: '이 휴대전화에 더 이상 알리지 않습니다.', signsBlocked: '브라우저가 알림을 막고 있습니다. 브라우저 설정에서 바꿀 수 있습니다.', signsFailed: '브라우저의 푸시 서비스에 연결하지 못했습니다. 나중에 다시 시도하세요.',
};
export default words;

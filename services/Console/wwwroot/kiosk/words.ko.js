// @ts-check
/** @type {typeof import('./words.en.js').default} */
const words = {
  title: '픽업', starting: '시작하는 중', startingHow: '잠시만 기다려 주세요.',
  attract: '패스를 단말기에 대면 주문을 받을 수 있습니다', attractHow: '또는 휴대전화의 번호를 입력하세요.', scan: '코드 스캔', camera: '휴대전화의 코드를 카메라에 대 주세요', cameraHow: '영상은 이 화면에만 보입니다.', noCamera: '카메라를 쓸 수 없습니다',
  typeCode: '번호 입력', back: '뒤로', erase: '지우기', codeTitle: '여덟 자리 번호', entered: n => `여덟 자리 중 ${n}자리`,
  reading: '잠시만요', readingHow: '패스를 확인하고 있습니다.',
  outcomes: {
    TAP_OUTCOME_OK: '주문이 준비되어 있습니다', TAP_OUTCOME_GRANTED: '주문을 가져가세요', TAP_OUTCOME_NO_ORDER: '아직 준비된 주문이 없습니다', TAP_OUTCOME_ALREADY_CLAIMED: '이미 가져오고 있는 주문입니다',
    TAP_OUTCOME_EXPIRED: '새 패스를 보여 주세요', TAP_OUTCOME_REFUSED: '여기서 쓸 수 없는 패스입니다', TAP_OUTCOME_TRY_AGAIN: '한 번 더 대 주세요',
  },
  refusedHow: '주문에는 문제가 없습니다. 데스크에 문의하세요.', place: slot => `위치 ${slot}`, more: n => `준비된 주문이 ${n}개 더 있습니다.`,
  offline: '지금은 패스를 확인할 수 없습니다', offlineHow: '데스크에 문의하시면 주문을 드립니다.', offlineKept: '직원이 주문을 드립니다. 그래도 패스를 단말기에 대 주세요. 기록은 보관됩니다.',
  kept: '기록이 보관되었습니다', keptHow: '지금은 패스를 확인할 수 없습니다. 데스크에 문의하시면 주문을 드립니다.', outOfOrder: '이 단말기는 고장입니다', outHow: '데스크로 가세요.',
  infoTitle: '안내', attractInfo: '패스를 단말기에 대면 주문과 목록을 볼 수 있습니다', hello: '안녕하세요,', helloNobody: '안녕하세요', orders: '주문', list: '장보기 목록',
  aisle: aisle => `${aisle}번 통로`, soldOut: '품절', forget: '이번 방문 잊기', forgotten: '이번 방문을 지웠습니다', forAMinute: '이 화면은 1분 뒤에 닫히며 아무것도 남지 않습니다.',
  help: '직원 부르기', helpTitle: '이 단말기로 직원을 부를까요?', helpYes: '네, 불러 주세요', helpComes: '직원이 옵니다',
  stillThere: '아직 입력하고 계신가요? 이 화면은 곧 닫힙니다.', moreTime: '시간 더 쓰기', done: '완료', bigger: '큰 글자', ease: '접근성', easeTitle: '화면을 어떻게 바꿔 드릴까요?', easeHow: '다음 사람에게는 원래대로 보입니다.', contrast: '강한 대비', low: '모두 아래쪽에', aloud: '소리 내어 읽기: 가까운 사람도 듣습니다', language: 'English', nothing: '이 화면에는 고객에 관한 것이 보이거나 남지 않습니다.',
};
export default words;

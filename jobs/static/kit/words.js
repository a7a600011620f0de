// What the elements say, in English and Arabic; setWords replaces any of it and adds languages.

const en = {
  statuses: {
    pending: 'Waiting', processing: 'In the making', completed: 'Ready', failed: 'Failed', cancelled: 'Cancelled',
  },
  types: {
    storybook: 'Storybook', 'auto-story': 'Auto Story', scenes: 'Scene Generation', cartoonize: 'Cartoonize',
    'image-generation': 'Image Generation', 'redraw-scene': 'Redraw Scene', 'edit-storybook': 'Edit Storybook',
  },
  steps: {}, // the API's own sentences, with # for numbers
  errors: {}, // by code, `otherwise` for all others; without one, the API's own sentence
  left: 'about {time} left',
  place: 'Number {n} in the queue',
  starts: 'Starts {date}',
  trouble: 'No connection right now. Trying again…',
  loading: 'One moment…',
  cancel: 'Cancel',
  cancelAsk: 'Stop this now?',
  cancelYes: 'Yes, stop',
  cancelNo: 'No, go on',
  retry: 'Try again',
  delete: 'Delete',
  deleteAsk: 'Delete this entry? A finished book stays in your library.',
  deleteYes: 'Yes, delete',
  deleteNo: 'No, keep it',
  open: 'Open the book',
  download: 'Download PDF',
  picture: 'Open the picture',
  again: 'You had this picture already.',
  pages: { one: '{n} page', other: '{n} pages' },
  details: 'Details',
  id: 'Id',
  created: 'Created',
  updated: 'Last change',
  retries: 'Retries',
  all: 'All',
  search: 'Search',
  status: 'Status',
  type: 'Type',
  allTypes: 'All types',
  found: { one: '{n} entry', other: '{n} entries' },
  more: 'Show more',
  empty: 'Nothing here yet.',
  none: 'Nothing matches.',
};

const ar = {
  statuses: {
    pending: 'في الانتظار', processing: 'قيد الإعداد', completed: 'جاهز', failed: 'لم ينجح', cancelled: 'ملغى',
  },
  types: {
    storybook: 'كتاب مصوّر', 'auto-story': 'قصة تلقائية', scenes: 'مشاهد القصة', cartoonize: 'رسم الشخصية',
    'image-generation': 'رسم مشهد', 'redraw-scene': 'إعادة رسم مشهد', 'edit-storybook': 'تعديل كتاب',
  },
  steps: {
    Initializing: 'نجهّز كل شيء',
    'Waiting to start': 'بانتظار البدء',
    'Waiting to continue': 'بانتظار المتابعة',
    'Retrying (#/#)': 'محاولة جديدة (#/#)',
    'Paused: goes on tomorrow (UTC)': 'متوقف مؤقتًا ويُستأنف غدًا (بالتوقيت العالمي)',
    Cancelling: 'يجري الإلغاء',
    'Cancelled by user': 'أُلغي عند الطلب',
    'Completed successfully': 'اكتمل بنجاح',
    Failed: 'لم ينجح',
    'Analyzing character image': 'نتأمل صورة البطل',
    'Character analysis complete': 'تعرّفنا على البطل',
    'Generated #/# scene illustrations': 'رُسم # من # من المشاهد',
    'All scenes processed, saving storybook': 'اكتملت المشاهد ونحفظ الكتاب',
    'Storybook saved successfully': 'حُفظ الكتاب',
    'Generating story content': 'نكتب القصة',
    'Creating scene breakdown': 'نقسّم القصة إلى مشاهد',
    'Generating illustrations': 'نرسم الصور',
    'Assembling final storybook': 'نجمع صفحات الكتاب',
    'Auto-story generation complete': 'اكتملت القصة',
    'Analyzing story structure': 'نقرأ القصة',
    'Breaking story into scenes': 'نقسّم القصة إلى مشاهد',
    'Breaking down into scenes': 'نقسّم القصة إلى مشاهد',
    'Scene breakdown complete': 'اكتمل تقسيم المشاهد',
    'Creating visual descriptions': 'نصف ما سيُرسم',
    'Finalizing scene layout': 'نرتّب المشاهد',
    'Preparing image for processing': 'نجهّز الصورة',
    'Image preparation complete': 'الصورة جاهزة للرسم',
    'Analyzing image content': 'نتأمل الصورة',
    'Generating cartoon style': 'نرسم الشخصية',
    'Generating cartoon image': 'نرسم الشخصية',
    'Applying artistic filters': 'نلوّن الرسم',
    'Finalizing cartoon image': 'نضع اللمسات الأخيرة',
    'Retrieved from cache': 'وُجدت صورة رُسمت من قبل',
    'Checking for cached images': 'نبحث عن صورة رُسمت من قبل',
    'Processing scene description': 'نقرأ وصف المشهد',
    'Generating base composition': 'نرسم المشهد',
    'Cache check complete, generating new image': 'نرسم صورة جديدة',
    'Adding character details': 'نضيف البطل',
    'Finalizing illustration': 'نضع اللمسات الأخيرة',
    'Checking the words': 'نراجع الكلمات',
    'Drawing the picture': 'نرسم الصورة',
    'Binding the book anew': 'نجمع الكتاب من جديد',
  },
  errors: {
    NETWORK_ERROR: 'تعذّر الوصول إلى الخادم.',
    AUTHENTICATION_REQUIRED: 'سجّلوا الدخول من فضلكم.',
    JOB_NOT_FOUND: 'لم نجد هذه المهمة.',
    ILLEGAL_MOVE: 'لم يعد هذا ممكنًا.',
    RATE_LIMIT_EXCEEDED: 'طلبات كثيرة. حاولوا بعد قليل.',
    TOO_MANY_JOBS: 'لديكم مهام كثيرة لم تنته بعد.',
    QUOTA_EXCEEDED: 'استُعملت حصتكم لهذا الشهر.',
    BUDGET_REACHED: 'بلغنا حد اليوم. حاولوا غدًا.',
    JOB_TIMEOUT: 'استغرق هذا وقتًا أطول مما يجوز. حاولوا مرة أخرى.',
    JOB_FAILED: 'حدث خطأ لدينا.',
    WORKER_LOST: 'توقف العمل فجأة. حاولوا مرة أخرى.',
    CONTENT_REFUSED: 'في هذه القصة أو الصورة ما لا نضعه في كتاب.',
    INVALID_INPUT: 'لا يمكن استعمال هذه الصورة أو هذا النص.',
    EXTERNAL_SERVICE_ERROR: 'الخدمة التي تكتب وترسم لا تستجيب الآن.',
    RATE_LIMITED: 'الخدمة مشغولة جدًا الآن.',
    CONFIGURATION_ERROR: 'الخدمة غير مهيأة.',
    MEDIA_STORE_ERROR: 'تعذّر حفظ الصور الآن.',
    PICTURE_UNREADABLE: 'تعذّرت قراءة إحدى الصور.',
    PICTURE_ERASED: 'حُذفت الصورة الأصلية. ابدؤوا من جديد.',
    otherwise: 'لم ينجح هذا. حاولوا مرة أخرى بعد قليل.',
  },
  left: 'الوقت المتبقي: {time} تقريبًا',
  place: 'رقم {n} في الصف',
  starts: 'يبدأ {date}',
  trouble: 'لا يوجد اتصال الآن. نعيد المحاولة…',
  loading: 'لحظة…',
  cancel: 'إلغاء',
  cancelAsk: 'هل نوقف هذا الآن؟',
  cancelYes: 'نعم، أوقفوه',
  cancelNo: 'لا، تابعوا',
  retry: 'حاولوا مرة أخرى',
  delete: 'حذف',
  deleteAsk: 'هل نحذف هذا السجل؟ يبقى الكتاب الجاهز في مكتبتكم.',
  deleteYes: 'نعم، احذفوه',
  deleteNo: 'لا، أبقوه',
  open: 'افتحوا الكتاب',
  download: 'تنزيل PDF',
  picture: 'افتحوا الصورة',
  again: 'كانت هذه الصورة لديكم من قبل.',
  pages: { one: 'صفحة واحدة', two: 'صفحتان', few: '{n} صفحات', many: '{n} صفحة', other: '{n} صفحة' },
  details: 'التفاصيل',
  id: 'المعرّف',
  created: 'أُنشئ',
  updated: 'آخر تغيير',
  retries: 'المحاولات',
  all: 'الكل',
  search: 'بحث',
  status: 'الحالة',
  type: 'النوع',
  allTypes: 'كل الأنواع',
  found: { zero: 'لا شيء', one: 'مهمة واحدة', two: 'مهمتان', few: '{n} مهام', many: '{n} مهمة', other: '{n} مهمة' },
  more: 'عرض المزيد',
  empty: 'لا شيء هنا بعد.',
  none: 'لا شيء يطابق البحث.',
};

const voices = {};

/** Replace some of the words of a language (`en`, `ar`), or add a language; what is missing is said in English. */
export function setWords(language, words) {
  const known = voices[language]?.words ?? en;
  const groups = ['statuses', 'types', 'steps', 'errors'].map((name) => [name, { ...known[name], ...words[name] }]);
  voices[language] = new Voice(language, { ...known, ...words, ...Object.fromEntries(groups) });
}

/** Who speaks the language that holds at this node. */
export function voiceAt(node) {
  const language = languageAt(node).toLowerCase();
  return voices[language] ?? voices[language.split('-')[0]] ?? voices.en;
}

function languageAt(node) {
  for (let at = node; at; at = at.parentNode ?? at.host) if (at.lang) return at.lang;
  return navigator.language;
}

class Voice {
  constructor(language, words) {
    this.words = words;
    this.language = `${language}-u-nu-latn`; // the digits of our pages, in each language
  }

  say(name, values = {}) {
    return this.words[name].replace(/\{(\w+)\}/g, (_, value) => values[value]);
  }

  count(name, n) {
    const forms = this.words[name];
    return (forms[new Intl.PluralRules(this.language).select(n)] ?? forms.other).replace('{n}', n);
  }

  status = (job) => this.words.statuses[job.status] ?? job.status;
  type = (job) => this.words.types[job.jobType] ?? job.jobType;
  error(about) {
    const { [about.code]: known, otherwise } = this.words.errors;
    return known ?? otherwise ?? about.error ?? about.message ?? about.code;
  }

  step(sentence) {
    const numbers = sentence.match(/\d+/g) ?? [];
    const words = this.words.steps[sentence.replace(/\d+/g, '#').replace(/^(Initializing) .*/, '$1')];
    return words?.replace(/#/g, () => numbers.shift()) ?? sentence;
  }

  percent = (n) => new Intl.NumberFormat(this.language, { style: 'percent' }).format(n / 100);

  /** "2 minutes", as the API says it. */
  duration(text) {
    const [, number, unit] = /^(\d+) (second|minute)s?$/.exec(text) ?? [];
    const format = { style: 'unit', unit, unitDisplay: 'long' };
    return unit ? new Intl.NumberFormat(this.language, format).format(number) : text;
  }

  date = (moment) =>
    new Intl.DateTimeFormat(this.language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(moment));
}

setWords('en', en);
setWords('ar', ar);

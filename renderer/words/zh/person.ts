// The question for the name that others see.
import type { Translation } from '../languages.ts'

export const person: Translation['person'] = {
  question: '别人应在您的光标旁看到什么名字？',
  nameless: '访客',
  use: '使用这个名字',
  skip: '跳过',
  cancel: '取消',
}

const zero = 0x30

/** Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B). ASCII digits only. */
export function hasLuhnDigit(digits: string): boolean {
  let sum = 0
  for (let fromEnd = 0; fromEnd < digits.length; fromEnd++) {
    const digit = digits.charCodeAt(digits.length - 1 - fromEnd) - zero
    const weighed = fromEnd % 2 === 0 ? digit : digit * 2
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return sum % 10 === 0
}

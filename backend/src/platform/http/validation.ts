import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';

interface FieldProblem {
  field: string;
  message: string;
}

function problemsOf(errors: readonly ValidationError[], parent = ''): FieldProblem[] {
  return errors.flatMap((error) => {
    const field = parent === '' ? error.property : `${parent}.${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
    return [...own, ...problemsOf(error.children ?? [], field)];
  });
}

/** Checks every declared input class; answers 400 with all problems at once. Values are not repeated: they may be secrets. */
export function inputValidation(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    transform: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => {
      const problems = problemsOf(errors);
      const text = problems.map((problem) => problem.message).join('; ');
      return new AppError('bad_request', `The request is not right: ${text || 'unknown problem'}.`, { details: { problems } });
    },
  });
}

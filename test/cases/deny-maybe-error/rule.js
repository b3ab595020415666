function check(user, context, callback) {
  const failure = validate(user.email);
  return callback(failure, user, context);

  function validate(email) {
    return email && email.endsWith('@example.com') ? null : new UnauthorizedError('Wrong domain.');
  }
}

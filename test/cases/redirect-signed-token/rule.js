function verifyAge(user, context, callback) {
  const jwt = require('jsonwebtoken@8.5.1');
  if (context.protocol === 'redirect-callback') {
    let payload;
    try {
      payload = jwt.verify(context.request.body.token, configuration.AGE_SECRET, { subject: user.user_id });
    } catch (e) {
      return callback(new UnauthorizedError('Invalid answer.'));
    }
    if (payload.age < 18) return callback(new UnauthorizedError('Too young.'));
    return callback(null, user, context);
  }
  const token = jwt.sign({ sub: user.user_id }, configuration.AGE_SECRET, { expiresIn: '5m' });
  context.redirect = { url: `https://age.example.com/?token=${token}` };
  callback(null, user, context);
}

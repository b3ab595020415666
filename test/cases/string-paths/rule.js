function paths(user, context, callback) {
  const _ = require('lodash@4.17.21');
  const methods = _.get(context, 'authentication.methods', []);
  const small = _.pick(context, ['clientID', 'stats']);
  console.log(small);
  if (_.some(methods, { name: 'mfa' })) context.idToken['https://example.com/mfa'] = true;
  callback(null, user, context);
}

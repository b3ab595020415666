function (user, context, callback) {
  var _ = require('lodash');
  context.idToken['https://example.com/a'] = _.get(user, 'app_metadata.plans.x', 'free');
  context.idToken['https://example.com/b'] = _.get(user, ['app_metadata', 'plans', 'y'], 'free');
  context.idToken['https://example.com/c'] = _.get(user, 'identities[0].provider');
  if (_.has(user, 'email')) {
    context.idToken['https://example.com/d'] = _.pick(user, ['email', 'name', 'user_metadata.lang']);
  }
  callback(null, user, context);
}

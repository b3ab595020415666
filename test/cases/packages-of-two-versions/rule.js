function twice(user, context, callback) {
  var _ = require('lodash@3.10.1');
  var newer = require('lodash@4.17.10');
  context.idToken['https://example.com/ids'] = _.pluck(user.identities, 'user_id');
  context.idToken['https://example.com/kinds'] = newer.uniqBy(user.identities, 'provider').length;
  callback(null, user, context);
}

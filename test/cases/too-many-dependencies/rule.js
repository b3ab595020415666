function many(user, context, callback) {
  ['a', 'b'].forEach((name) => console.log(name));
  require('a1@1.0.0'); require('a2@1.0.0'); require('a3@1.0.0'); require('a4@1.0.0'); require('a5@1.0.0'); require('a6@1.0.0');
  require('a7@1.0.0'); require('a8@1.0.0'); require('a9@1.0.0'); require('a10@1.0.0'); require('a11@1.0.0');
  callback(null, user, context);
}

function f(user, context, callback) {
  Promise.reject(user.email_verified ? null : new Error('x')).then(() => { callback(new Error('never')); }).catch(callback);
}
